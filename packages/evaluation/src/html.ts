import { createHash } from 'node:crypto'
import { escapeMarkup } from '@dfpir/figures'

export interface HtmlPageOptions {
  title: string
  /** The HTML below the title. */
  body: string
  /** The script, which runs after the page is parsed. */
  script?: string
}

/** A self-contained page with style and script. It may not load or run anything else. */
export function htmlPage({ title, body, script }: HtmlPageOptions): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="${policyFor(script)}">
<title>${escapeMarkup(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escapeMarkup(title)}</h1>
${body}
${script ? `<script>${script}</script>\n` : ''}</body>
</html>
`
}

/** A content security policy that allows only this script: no other scripts, no handlers in attributes, no requests. */
function policyFor(script: string | undefined): string {
  const scripts = script ? `'sha256-${createHash('sha256').update(script).digest('base64')}'` : "'none'"
  return `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src ${scripts}`
}

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { margin: 2rem auto; padding: 0 1.5rem; max-width: 88rem }
h1 { font-size: 1.6rem } h2 { font-size: 1.2rem; margin-top: 2.5rem }
.wide { overflow-x: auto }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { padding: .25rem .7rem; text-align: right; white-space: nowrap; border-bottom: 1px solid #8883 }
thead th, thead td { border-bottom-color: #888 }
th:first-child, td:first-child, td.text { text-align: left }
tbody th { white-space: normal; overflow-wrap: anywhere; max-width: 24rem; min-width: 8rem; font-weight: 500 }
th button, td button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer }
td button { text-decoration: underline dotted }
th[aria-sort=ascending] button::after { content: ' ↑' }
th[aria-sort=descending] button::after { content: ' ↓' }
.group { text-align: center; border-left: 1px solid #8883 }
table.sortable { min-width: 100% }
.views { display: grid; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)); gap: .7rem; padding: .5rem 0;
  position: sticky; left: .7rem; width: calc(min(100vw, 88rem) - 6rem) }
summary { cursor: pointer } pre { overflow-x: auto; font-size: .85rem }
figure { margin: 0 } figcaption { text-align: left } img { width: 100%; height: auto; display: block }
.notes { color: color-mix(in srgb, currentColor 75%, transparent); max-width: 70rem }
`
