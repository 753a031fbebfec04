export { foldName } from './fold-name.js';
export { characterFault, codeOf, confusableFault, isVisible, nameFault } from './name-fault.js';
export type { AcceptedNames, JudgedBy, NameFault } from './name-fault.js';
