import { NotFoundException } from '@nestjs/common';
import { NotFound } from '@countersign/contracts';
import { refusalOfStatus, StepUpRequired, toProblem } from '@countersign/platform';
import { allowedMethods, problemHeaders } from './problem.filter.js';
import { edgeRefusal, MethodNotAllowed } from './edge-refusal.js';

const headersOf = (error: unknown) => problemHeaders(toProblem(error, 'r'));

describe('edgeRefusal', () => {
  it('keeps a refusal', () => {
    const refusal = new NotFound('policy');
    expect(edgeRefusal(refusal)).toBe(refusal);
  });

  it('translates errors of Nest and Fastify, without their text', () => {
    expect(edgeRefusal(new NotFoundException('Cannot GET /secret'))).toMatchObject({
      status: 404,
      message: 'There is no such endpoint.',
    });
    expect(
      edgeRefusal(Object.assign(new Error('Unexpected token p in {"password"'), { statusCode: 400 })),
    ).toMatchObject({
      code: 'malformed-request',
      message: expect.not.stringContaining('password') as string,
    });
    expect(edgeRefusal({ statusCode: 413 })).toMatchObject({ code: 'body-too-large' });
  });

  it.each([new Error('disk'), { statusCode: 500 }, 'Disconnect', null])(
    'leaves a defect as it is: %p',
    (error) => {
      expect(edgeRefusal(error)).toBe(error);
    },
  );
});

describe('problemHeaders', () => {
  it('has Retry-After', () => {
    expect(headersOf(refusalOfStatus(503))).toEqual({ 'retry-after': '1' });
  });

  it('has Allow', () => {
    expect(headersOf(new MethodNotAllowed(allowedMethods('/v1/policies?x=1')))).toEqual({
      allow: 'POST, GET',
    });
  });

  it('has the challenge of a step-up (RFC 9470)', () => {
    const { 'www-authenticate': challenge } = headersOf(new StepUpRequired(['countersign:mfa'], 300));
    expect(challenge).toContain('error="insufficient_user_authentication"');
    expect(challenge).toContain('acr_values="countersign:mfa"');
    expect(challenge).toContain('max_age="300"');
  });
});

describe('allowedMethods', () => {
  it.each([
    ['/v1/requests/0199/approve', ['POST']],
    ['/v1/policies/0199', ['GET', 'PUT', 'DELETE']],
    ['/v1/nothing', []],
    ['/openapiXjson', []],
  ])('lists the methods of %s', (path, methods) => {
    expect(allowedMethods(path)).toEqual(methods);
  });
});
