import { problemOf } from '../problem/problem.js';
import { InvalidToken, MissingToken, StepUpRequired, wwwAuthenticate } from './token.refusals.js';

const challenge = (refusal: Error) => wwwAuthenticate(problemOf(refusal));

it('is the bare challenge without a token (RFC 6750, 3.1)', () => {
  expect(challenge(new MissingToken())).toBe('Bearer realm="countersign"');
});

it('names the error of a token', () => {
  expect(challenge(new InvalidToken('The access token has expired.'))).toBe(
    'Bearer realm="countersign", error="invalid_token", error_description="The access token has expired."',
  );
});

it('names what a step-up must prove (RFC 9470)', () => {
  expect(challenge(new StepUpRequired(['countersign:mfa', 'gold'], 300))).toMatch(
    /error="insufficient_user_authentication", .*, acr_values="countersign:mfa gold", max_age="300"$/,
  );
});

it('escapes its values', () => {
  expect(challenge(new InvalidToken('a "b" \\ c\r\nX: ü'))).toContain(
    'error_description="a \\"b\\" \\\\ c??X: ?"',
  );
});
