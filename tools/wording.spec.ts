import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Phrases that read like a translation, and what to write instead. */
const phrases: [phrase: RegExp, instead: string][] = [
  [/(?<!--begin-)\banew\b/, 'again'],
  [/\bso many\b/, 'name the number'],
  [/\bis told\b/, 'say what is sent, listed or reported'],
  [/\bset aside\b/, 'parked'],
  [/95 of 100/, '95th percentile'],
  [/Half within/, 'Median'],
  [/This needs you/, 'name the action, such as "Your decision is needed"'],
  [/wait for nobody/, 'say that nothing is awaited'],
  [/The newest first/, 'Newest first'],
  [/\b[Ww]hoever\b/, 'name the person or the part'],
  [/\bwho asks\b/, 'the caller'],
  [/\b(?:by|for|from|of|on|to) who\b/, 'name the person: "for a caller who", "by the people who"'],
  [/\bputs? (?:\S+ ){0,4}aside\b/, 'parks'],
  [/\bto be had\b/, 'available'],
  [/\bgo(?:es)? on by itself\b/, 'resumes or recovers by itself'],
  [/\breads? along\b/, 'name the external reader'],
  [/\b(?:became|becomes?) of\b/, 'what happens to, or the result of'],
  [/\bbefalls?\b/, 'affects'],
  [/\bafresh\b/, 'again'],
  [/\bon the ground of\b/, 'because of'],
  [/\b[Ss]ees to it\b/, 'makes sure'],
  [/\bnone twice\b/, 'each once'],
  [/\bas (?:it|they) (?:is|are|was|were) meant\b/, 'unchanged'],
];

const root = join(__dirname, '..');
const scope = ['apps', 'libs', 'harness', 'bench', 'tools', 'deploy', 'docs', '*.md'];
/** Decision records and the changelog are history; generated files repeat their sources. */
const exempt = [
  /^docs\/adr\//,
  /^CHANGELOG\.md$/,
  /^tools\/wording\.spec\.ts$/,
  /\.generated\.ts$/,
  /^docs\/(?:openapi\.json|asyncapi\.json|events\.md|configuration\.md)$/,
  /package-lock\.json$/,
];

const TEXT = /\.(?:tsx?|mjs|cjs|js|md|json|ya?ml|sql|css|html|conf)$|Dockerfile$/;

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...scope], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => TEXT.test(path) && !exempt.some((pattern) => pattern.test(path)))
  .filter((path) => existsSync(join(root, path)));

function findings(path: string): string[] {
  const lines = readFileSync(join(root, path), 'utf8').split('\n');
  return lines.flatMap((line, i) =>
    phrases.flatMap(([phrase, instead]) => {
      const found = phrase.exec(line);
      return found ? [`${path}:${i + 1}: "${found[0]}" – ${instead}`] : [];
    }),
  );
}

describe('the wording of code and documentation', () => {
  it('looks at the files of the repository', () => {
    expect(files).toEqual(expect.arrayContaining(['README.md', 'libs/event-log/src/event-log.ts']));
  });

  it('avoids phrases that read like a translation', () => {
    expect(files.flatMap(findings)).toEqual([]);
  });
});
