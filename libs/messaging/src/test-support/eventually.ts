export { eventually } from '@countersign/testing';
