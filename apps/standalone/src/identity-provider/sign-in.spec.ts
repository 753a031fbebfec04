import { Brake } from './brake.js';
import { DEMO_OTP, DEMO_PASSWORD } from './demo-people.js';
import { signIn } from './sign-in.js';

describe('signing in', () => {
  const attempt = (brake: Brake, otp: string, password = DEMO_PASSWORD) =>
    signIn({ username: ' Alice', password, otp }, brake, 0);

  it('confirms only the factors that were proved', () => {
    expect(attempt(new Brake(), '')).toMatchObject({ proof: { amr: ['pwd'] } });
    expect(attempt(new Brake(), DEMO_OTP)).toMatchObject({ proof: { amr: ['pwd', 'otp'] } });
    expect(attempt(new Brake(), '000000')).toHaveProperty('refused');
    expect(attempt(new Brake(), '', 'wrong')).toHaveProperty('refused');
  });

  it('slows down for a person who guesses second factors, even if they sign in without one in between', () => {
    const brake = new Brake();
    for (let guess = 0; guess < 5; guess++) {
      attempt(brake, String(guess));
      attempt(brake, '');
    }
    expect(attempt(brake, DEMO_OTP)).toEqual({ refused: expect.stringContaining('Too many') as string });
  });

  it('slows down for a person who guesses passwords', () => {
    const brake = new Brake();
    for (let guess = 0; guess < 5; guess++) attempt(brake, '', String(guess));
    expect(attempt(brake, '')).toEqual({ refused: expect.stringContaining('Too many') as string });
  });
});
