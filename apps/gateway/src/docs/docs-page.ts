import type { FastifyInstance } from 'fastify';
import fastifyStatic from '@fastify/static';
import swaggerUiFolder from 'swagger-ui-dist/absolute-path.js';
import { answerProblems } from '../http/problem.filter.js';

/** The files of Swagger UI that the page uses; no other file of its folder is served. */
const ASSETS = new Set(['/swagger-ui.css', '/swagger-ui-bundle.js', '/favicon-32x32.png']);

/** This page runs only its own scripts; Swagger UI's icons are data URLs. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Countersign API</title>
    <link rel="icon" href="/docs/assets/favicon-32x32.png">
    <link rel="stylesheet" href="/docs/assets/swagger-ui.css">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/assets/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

const start = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
});
`;

/** `/docs`: the API to read and try, with Swagger UI from this server and no inline script. */
export async function addDocsPage(fastify: FastifyInstance): Promise<void> {
  answerProblems(fastify);
  fastify.get('/docs', (_request, reply) =>
    reply.header('content-security-policy', PAGE_POLICY).type('text/html; charset=utf-8').send(page),
  );
  fastify.get('/docs/start.js', (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(start),
  );
  await fastify.register(fastifyStatic, {
    root: swaggerUiFolder(),
    prefix: '/docs/assets/',
    index: false,
    decorateReply: false,
    allowedPath: (path) => ASSETS.has(path),
    maxAge: '1h',
  });
}
