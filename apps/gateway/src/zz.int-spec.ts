import { startEdge, ask } from './test/edge.js';
it('x', async () => {
  const edge = await startEdge({ NATS_URL: 'nats://127.0.0.1:1', OIDC_ISSUER: 'https://a.example' });
  for (const p of ['/docs/assets/swagger-ui.css','/docs/start.js','/docs/assets/favicon-32x32.png','/docs/assets/swagger-ui-bundle.js', '/v1/x']) { const r = await ask(edge.url+p,'GET'); console.log(p, r.status, String(JSON.stringify(r.body)).slice(0,200)); }
  console.log('LOGS', edge.logs());
  await edge.app.close();
});
