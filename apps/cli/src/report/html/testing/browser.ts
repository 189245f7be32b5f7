import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromiumCommand } from '@millrace/services/testing'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'

/** A page in the browser, and what went wrong in it: messages of the console, errors, requests for anything but the file. */
export interface OpenPage {
  readonly page: Page
  readonly problems: string[]
}

/** A browser for the tests of a file: opens pages from a disk, each in a context of its own. */
export function useBrowser(): (html: string, options?: BrowserContextOptions) => Promise<OpenPage> {
  let browser: Browser
  let folder: string
  let files = 0
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'millrace-browser-'))
    // No sandbox: it needs rights that containers do not give, and the pages are our own.
    browser = await chromium.launch({ executablePath: executable(chromiumCommand()), args: ['--no-sandbox'] })
  })
  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return async (html, options) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
    const page = await context.newPage()
    const file = join(folder, `report-${files++}.html`)
    writeFileSync(file, html)
    const url = pathToFileURL(file).href
    const problems: string[] = []
    page.on('console', message => problems.push(`${message.type()}: ${message.text()}`))
    page.on('pageerror', error => problems.push(`error: ${error.message}`))
    page.on('request', request => {
      if (request.url() !== url) problems.push(`request: ${request.url()}`)
    })
    await page.goto(url)
    return { page, problems }
  }
}

function executable(command: string): string {
  const places = command.includes('/')
    ? [command]
    : (process.env['PATH'] ?? '').split(delimiter).map(at => join(at, command))
  return places.find(existsSync) ?? command
}
