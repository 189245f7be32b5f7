import { createHash } from 'node:crypto'
import type { ReportPage, SummaryFigure } from '@millrace/analytics'
import { exactFigure, figureText, htmlText } from '@millrace/analytics/text'
import { clientScript } from './client-script.ts'
import { anchorOf, panelSection } from './panel-section.ts'
import { STYLE } from './style/style.ts'

const MOST_SOURCES = 5

/**
 * The report as one file for a browser: it needs nothing but itself and works from a disk. Every text of the log is neutralised, and
 * the page's policy allows its own style and script alone, by their hashes: no request, no inline handler, no other script.
 */
export function htmlPage(page: ReportPage): string {
  const script = clientScript()
  const sources = sourcesText(page.sources)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(STYLE, script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="Millrace">
<title>${sources} – Millrace report</title>
<style>${STYLE}</style>
</head>
<body>
<a class="skip" href="#panels">Skip to the panels</a>
<header class="top">
<div class="bar-top"><p class="brand">Millrace report</p><div class="tools" id="tools"></div></div>
<h1>${sources}</h1>
<p class="facts">${facts(page)}</p>
${filters(page)}<dl class="strip">
${page.summary.map(summaryFigure).join('\n')}
</dl>
</header>
<div class="columns">
<nav aria-label="Panels"><details id="menu" open><summary>Panels</summary><ol>
${page.panels.map(panel => `<li><a href="#${anchorOf(panel)}">${htmlText(panel.title)}</a></li>`).join('\n')}
</ol></details></nav>
<main id="panels" tabindex="-1">
<p id="found" role="status"></p>
${page.panels.map(panelSection).join('\n')}
</main>
</div>
<script>${script}</script>
</body>
</html>
`
}

function contentPolicy(style: string, script: string): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  return [
    "default-src 'none'",
    `style-src ${hash(style)}`,
    `script-src ${hash(script)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
}

function sourcesText(sources: readonly string[]): string {
  const more = sources.length - MOST_SOURCES
  const names = sources.slice(0, MOST_SOURCES).map(source => htmlText(source.slice(0, 1000)))
  return [...names, ...(more > 0 ? [`and ${more} more`] : [])].join(', ')
}

function facts({ from, to, format }: ReportPage): string {
  const period = from === null || to === null ? [] : [`<b>${htmlText(from)}</b> to <b>${htmlText(to)}</b>`]
  return [...period, `format <b>${htmlText(format)}</b>`].join(' · ')
}

function filters({ filters }: ReportPage): string {
  if (filters.length === 0) return ''
  const items = filters.map(({ name, text }) => `<code>${htmlText(`${name} ${text}`)}</code>`)
  return `<p class="filters">Only requests with ${items.join(' ')}</p>\n`
}

function summaryFigure({ title, kind, value }: SummaryFigure): string {
  const exact = exactFigure(kind, value)
  const hint = exact === undefined ? '' : ` title="${htmlText(exact)}"`
  return `<div><dt>${htmlText(title)}</dt><dd${hint}>${htmlText(figureText(kind, value))}</dd></div>`
}
