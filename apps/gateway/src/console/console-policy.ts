import { randomBytes } from 'node:crypto';

type PageHeaders = Record<'content-security-policy' | 'x-frame-options' | 'cache-control', string>;

/** A nonce for one answer, of 128 random bits. */
export const newNonce = (): string => randomBytes(16).toString('base64');

const originOf = (issuer: string): string => new URL(issuer).origin;

const page = (directives: readonly string[], frames: 'DENY' | 'SAMEORIGIN'): PageHeaders => ({
  'content-security-policy': [...directives, "base-uri 'none'", "form-action 'none'"].join('; '),
  'x-frame-options': frames,
  'cache-control': 'no-cache',
});

/**
 * The headers of the console's page: it may use its own scripts and connections, and the issuer for signing in
 * (renewal in a hidden frame). Mantine writes theme variables and responsive styles into `style` elements, which carry
 * the nonce of this answer, so that any other inline style stays forbidden.
 */
export function consolePageHeaders(issuer: string, nonce: string): PageHeaders {
  const provider = originOf(issuer);
  return page(
    [
      "default-src 'none'",
      "script-src 'self'",
      `style-src 'self' 'nonce-${nonce}'`,
      "img-src 'self' data:",
      "font-src 'self'",
      `connect-src 'self' ${provider}`,
      `frame-src 'self' ${provider}`,
      "frame-ancestors 'none'",
    ],
    'DENY',
  );
}

/** The headers of the page to which a silent sign-in returns: it runs one script, only in a frame of the console. */
export const silentCallbackHeaders: PageHeaders = page(
  ["default-src 'none'", "script-src 'self'", "frame-ancestors 'self'"],
  'SAMEORIGIN',
);
