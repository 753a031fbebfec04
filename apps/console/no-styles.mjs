/** Stands in for style sheets in component specs. */
export default {};
