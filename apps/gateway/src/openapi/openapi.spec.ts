import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { buildOpenApi, openApiText } from './build-openapi.js';
import { componentSchemas } from './components.js';
import { endpoints } from './endpoints.js';

const committed = resolve(__dirname, '../../../../docs/openapi.json');

interface Operation {
  operationId: string;
  summary: string;
  security: unknown[];
  responses: Record<string, { description: string; content?: Record<string, unknown> }>;
}
const document = buildOpenApi() as { paths: Record<string, Record<string, Operation>> };
const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

/** Every `$ref` anywhere in a value. */
function refs(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => (key === '$ref' ? [String(one)] : refs(one)));
}

describe('the OpenAPI document', () => {
  // To regenerate it: UPDATE_GENERATED=1 npx jest --selectProjects unit -- apps/gateway/src/openapi
  it('is committed as generated', () => {
    if (process.env['UPDATE_GENERATED']) writeFileSync(committed, openApiText());
    expect(readFileSync(committed, 'utf8')).toBe(openApiText());
  });

  it('has every endpoint once, under a unique name', () => {
    const names = operations.map(({ operationId }) => operationId);
    expect(names).toHaveLength(endpoints.length);
    expect(new Set(names).size).toBe(names.length);
  });

  it('refers only to its own schemas', () => {
    const known = new Set(Object.keys(componentSchemas()).map((name) => `#/components/schemas/${name}`));
    expect(refs(document).filter((ref) => !known.has(ref))).toEqual([]);
  });

  it('states the token and the failures of every operation for people', () => {
    for (const endpoint of endpoints.filter(({ access }) => access === 'person')) {
      const operation = operations.find(({ operationId }) => operationId === endpoint.name)!;
      expect(operation.security).toEqual([{ accessToken: [] }]);
      for (const status of ['401', '429', '500', '503']) {
        expect(operation.responses[status]?.content).toHaveProperty(['application/problem+json']);
      }
    }
  });
});

describe('the examples', () => {
  const bodies = endpoints.filter(({ body }) => body);
  it.each(bodies.map((endpoint) => [endpoint.name, endpoint] as const))(
    'match the schema of the body of %s',
    (_name, endpoint) => {
      expect(endpoint.bodyExample).toBeDefined();
      expect(endpoint.body?.safeParse(endpoint.bodyExample).error).toBeUndefined();
    },
  );

  const answers = endpoints.filter(({ answer }) => answer.example !== undefined);
  it.each(answers.map((endpoint) => [endpoint.name, endpoint] as const))(
    'match the schema of the answer of %s',
    (_name, endpoint) => {
      const { schema, example } = endpoint.answer;
      expect(schema?.safeParse(example)).toEqual({ success: true, data: example });
    },
  );
});
