import { BROKER, BROKER_SECRET } from './identity-provider/clients.js';
import { DEMO_OTP, DEMO_PASSWORD, demoPeople } from './identity-provider/demo-people.js';

/** Where everything is, who can sign in, and one line to try. */
export function greeting(url: string, dataDir: string): string {
  const people = demoPeople.map(({ id, groups }) => `    ${id.padEnd(8)}${groups.join(', ')}`);
  const token = `curl -s ${url}/oidc/token -d grant_type=password -d client_id=countersign-cli -d username=alice -d password=${DEMO_PASSWORD}`;
  return [
    '',
    `Countersign runs at ${url}  (console: open it in a browser; API description: ${url}/docs)`,
    '',
    `  People (password ${DEMO_PASSWORD}, second factor ${DEMO_OTP}):`,
    ...people,
    '',
    `  Broker (client credentials): ${BROKER}, secret ${BROKER_SECRET}`,
    '',
    '  Try it:',
    `    curl -s -H "Authorization: Bearer $(${token} | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')" ${url}/v1/me`,
    '',
    `  Data, secrets and logs: ${dataDir}`,
    '  Ctrl-C stops everything; npm start -- --fresh begins anew.',
    '',
  ].join('\n');
}
