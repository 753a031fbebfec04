import { retryDelay } from './retry-policy.js';
import { stepUpOf } from './step-up.js';

const delay = (attempt: number, status: number | null, retryAfter: string | null = null, random = 0) =>
  retryDelay({ attempt, status, retryAfter }, random);

test('what may pass by itself is tried again, later each time, five times in all', () => {
  expect([1, 2, 3, 4, 5].map((attempt) => delay(attempt, null))).toEqual([250, 500, 1000, 2000, null]);
  expect(delay(1, 503)).toBe(250);
  expect(delay(1, 429)).toBe(250);
});

test.each([200, 400, 401, 403, 404, 409, 412, 422, 500, 502])('%i is an answer', (status) => {
  expect(delay(1, status)).toBeNull();
});

test('Retry-After is honoured, never undercut, and not when it asks for too much', () => {
  expect(delay(1, 503, '3')).toBe(3000);
  expect(delay(1, 503, '3', 1)).toBe(3750);
  expect(delay(3, 503, '0')).toBe(1000);
  expect(delay(1, 503, '31')).toBeNull();
  expect(delay(1, 503, 'Wed, 21 Oct 2026 07:28:00 GMT')).toBe(250);
});

test('the challenge of a step-up is read, others are not one', () => {
  const start = 'Bearer realm="countersign", error="insufficient_user_authentication"';
  expect(stepUpOf(`${start}, acr_values="gold \\"x\\"", max_age="300"`)).toEqual({
    acrValues: 'gold "x"',
    maxAge: 300,
  });
  expect(stepUpOf(start)).toEqual({ acrValues: null, maxAge: null });
  expect(stepUpOf('Bearer error="invalid_token"')).toBeNull();
  expect(stepUpOf(null)).toBeNull();
});
