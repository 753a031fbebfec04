export { createApi, privateTextsOf, read } from './api.js';
export type { Api, PrivateTexts, Schema } from './api.js';
export { ApiProblem, stepUpOf, Unreachable } from './problem.js';
export type { InvalidField, StepUp } from './problem.js';
export { Positions } from './positions.js';
