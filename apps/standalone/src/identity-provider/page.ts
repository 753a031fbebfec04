import { createHash } from 'node:crypto';

const STYLE = `
:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;margin:0;display:grid;place-items:center;min-height:100vh;background:Canvas;color:CanvasText}
main{width:min(24rem,calc(100vw - 2rem));padding:1rem 0}
h1{font-size:1.5rem;margin:0 0 1rem}
label{display:block;margin:1rem 0 .25rem;font-weight:600}
input[type=text],input[type=password]{width:100%;box-sizing:border-box;font:inherit;padding:.5rem;border:1px solid GrayText;border-radius:.25rem;background:Field;color:FieldText}
button{font:inherit;padding:.5rem 1rem;margin:1.25rem .5rem 0 0;border:1px solid currentColor;border-radius:.25rem;cursor:pointer}
button.first{background:LinkText;color:Canvas;border-color:LinkText}
.problem{border-left:.25rem solid #c62828;padding:.25rem .75rem;margin:0 0 1rem}
.hint{color:GrayText;margin:.25rem 0 0;font-size:.9rem}
code{font-size:1.25rem}
:focus-visible{outline:3px solid Highlight;outline-offset:2px}`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** Text for HTML and for attributes in double quotes. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** A whole page around a body of HTML that is already escaped. */
export function page(title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} – Countersign</title>
<style>${STYLE}</style>
</head>
<body><main><h1>${escapeHtml(title)}</h1>
${body}
</main></body>
</html>`;
}

/** No script, no frame, nothing from elsewhere. A form may lead to the client at the end of its redirects. */
export function pageHeaders(formTargets: string[]): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'content-security-policy': [
      "default-src 'none'",
      `style-src 'sha256-${STYLE_HASH}'`,
      `form-action 'self' ${formTargets.join(' ')}`,
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join('; '),
  };
}
