import { gzipSync } from 'node:zlib'
import type { Page, Response } from 'playwright-core'

/** What the scripts and styles of a page may weigh until it can be used: 1,000 bytes, gzipped. The chart's chunk is not counted. */
export const firstLoadLimit = 250

export type CodeFile = { name: string; bytes: number; gzipped: number; compressed: boolean; fromCache: boolean; isChart: boolean }

/** Watches what a page loads from now on; the answer weighs the scripts and styles that have come. */
export function watchCode(page: Page): () => Promise<CodeFile[]> {
  const loaded: Response[] = []
  page.on('response', (response) => void loaded.push(response))
  return () => Promise.all(loaded.filter((response) => ['script', 'stylesheet'].includes(response.request().resourceType())).map(weigh))
}

/** What counts as the first load, in 1,000 bytes gzipped. */
export const firstLoadOf = (files: readonly CodeFile[]): number => kilobytes(files.filter(({ isChart }) => !isChart))

export const kilobytes = (files: readonly CodeFile[]): number => files.reduce((sum, { gzipped }) => sum + gzipped, 0) / 1000

async function weigh(response: Response): Promise<CodeFile> {
  const body = await response.body()
  const headers = await response.allHeaders()
  const name = new URL(response.url()).pathname
  return {
    name,
    bytes: body.length,
    gzipped: gzipSync(body).length,
    compressed: ['br', 'gzip'].includes(headers['content-encoding'] ?? ''),
    fromCache: (await response.request().sizes()).responseBodySize === 0,
    isChart: /ActiveUsersChart/.test(name),
  }
}
