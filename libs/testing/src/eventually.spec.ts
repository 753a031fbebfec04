import { eventually } from './eventually.js';

describe('eventually', () => {
  it('answers what the check answers as soon as it passes', async () => {
    const answers = [false, new Error('not yet'), 'there'];
    const check = () => {
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    };
    expect(await eventually('it is there', check)).toBe('there');
  });

  it('passes with a check that answers nothing', async () => {
    await expect(eventually('it does not throw', () => undefined)).resolves.toBeUndefined();
  });

  it('names what it waited for when the time is over', async () => {
    await expect(eventually('the moon is blue', () => false, 30)).rejects.toThrow(
      'not within 30 ms: the moon is blue',
    );
  });

  it('throws what the check threw last when the time is over', async () => {
    let tries = 0;
    const failing = () => {
      tries += 1;
      throw new Error(`try ${tries}`);
    };
    const error = await eventually('never', failing, 30).catch((thrown: unknown) => thrown);
    expect(tries).toBeGreaterThan(1);
    expect(error).toEqual(new Error(`try ${tries}`));
  });
});
