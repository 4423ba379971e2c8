// The frame of an HTML page that stands alone: one file, no external resource. The content security policy makes the browser hold
// us to that, and lets no other script run than the page's own.
import { createHash } from 'node:crypto';
import { type Content, html, trusted } from './html.ts';

export interface PageParts {
  readonly title: string;
  readonly styles: string;
  readonly body: Content;
  /** The text of a module. It may not contain `</script` or `<!--`. */
  readonly script?: string;
  /** What wrote the page, for whoever finds it. */
  readonly generator?: string;
}

/** The whole document. Equal parts give equal text. */
export function htmlPage({ title, styles, body, script, generator }: PageParts): string {
  const policy = ["default-src 'none'", "style-src 'unsafe-inline'"];
  if (script !== undefined) {
    const hash = createHash('sha256').update(script).digest('base64');
    policy.push(`script-src 'sha256-${hash}'`, "base-uri 'none'", "form-action 'none'");
  }
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"/>
${generator !== undefined && html`<meta name="generator" content="${generator}"/>\n`}<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<meta http-equiv="Content-Security-Policy" content="${trusted(policy.join('; '))}"/>
<title>${title}</title>
<style>${trusted(styles)}</style>
</head>
<body>
${body}${script !== undefined && html`<script type="module">${trusted(script)}</script>\n`}</body>
</html>
`.markup;
}
