/** What `GET /console.json` says: who signs people in, and as which client. */
export interface ConsoleConfig {
  issuer: string;
  clientId: string;
  scopes: string;
}

/** @throws Error when the gateway does not say */
export async function loadConsoleConfig(): Promise<ConsoleConfig> {
  const answer = await fetch('/console.json', { headers: { accept: 'application/json' } });
  if (!answer.ok) throw new Error(`The gateway answered ${answer.status} instead of its settings.`);
  return (await answer.json()) as ConsoleConfig;
}
