import { continueTrace } from './trace.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

it('stays in the trace of the caller, with a new span', () => {
  const ours = continueTrace(`00-${TRACE}-${SPAN}-00`);
  expect(ours).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-00$`));
  expect(ours).not.toContain(SPAN);
});

it.each([
  undefined,
  null,
  '',
  'nonsense',
  `ff-${TRACE}-${SPAN}-01`,
  `00-${TRACE.toUpperCase()}-${SPAN}-01`,
  `00-${'0'.repeat(32)}-${SPAN}-01`,
  `00-${TRACE}-${'0'.repeat(16)}-01`,
  `00-${TRACE}-${SPAN}-01-more`,
])('starts a new trace for %p', (incoming) => {
  const ours = continueTrace(incoming);
  expect(ours).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(ours).not.toContain(TRACE);
});
