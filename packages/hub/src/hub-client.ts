import { DataError, EnvironmentError, UsageError } from '@dfpir/core'
import { z } from 'zod'
import type { HubId } from './hub-id.js'
import { isCommit } from './revisions.js'

/** A file that a hub is ready to send. */
export interface HubFile {
  readonly body: ReadableStream<Uint8Array>
  /** Its size in bytes, if the hub reports it. */
  readonly size?: number
  /** Its content's identifier in Git: a SHA-256 for large files, a blob's hash for others. */
  readonly etag: string
}

const maxRedirects = 5
const maxAnswerBytes = 2 ** 24

/**
 * A client for huggingface.co, or for the hub that `HF_ENDPOINT` names. It sends `HF_TOKEN` to that host only, never to
 * a host that it redirects to.
 */
export class HubClient {
  private readonly endpoint: URL

  /** @throws UsageError if `HF_ENDPOINT` is not a URL */
  constructor(private readonly signal?: AbortSignal) {
    this.endpoint = parseEndpoint(process.env.HF_ENDPOINT || 'https://huggingface.co')
  }

  get host(): string {
    return this.endpoint.host
  }

  /** True when `HF_HUB_OFFLINE` is set. */
  get offline(): boolean {
    return /^(1|true|yes|on)$/i.test(process.env.HF_HUB_OFFLINE ?? '')
  }

  /** The commit that a branch or tag currently points to. */
  async resolveRevision({ repository, revision }: HubId): Promise<string> {
    const response = await this.get(`api/models/${repository}/revision/${encodeURIComponent(revision)}`)
    if (!response.ok) throw refusal(response.status, `${repository}@${revision}`, this.host)
    const answer = z.object({ sha: z.string().refine(isCommit) }).safeParse(parseJson(await this.text(response)))
    if (answer.success) return answer.data.sha
    throw new DataError(`${this.host} does not report the commit of ${repository}@${revision}`)
  }

  /** Starts to download a file of a commit; undefined if the file does not exist. */
  async openFile({ repository, revision }: HubId, name: string): Promise<HubFile | undefined> {
    const response = await this.get(`${repository}/resolve/${revision}/${name}`)
    if (response.status === 404) return undefined
    if (!response.ok) throw refusal(response.status, `${repository}@${revision}`, this.host)
    const etag = (response.headers.get('x-linked-etag') ?? response.headers.get('etag') ?? '').replace(/^W\/|"/g, '')
    const size = Number(response.headers.get('x-linked-size') ?? response.headers.get('content-length') ?? Number.NaN)
    if (response.body === null) throw new EnvironmentError(`${this.host} sent an empty response for ${name}`)
    return { body: response.body, etag, ...(Number.isSafeInteger(size) && { size }) }
  }

  /** Follows redirects manually, because the headers with a file's hash come with the first response. */
  private async get(path: string): Promise<Response> {
    let url = new URL(path, this.endpoint)
    const linked = new Headers()
    for (let hops = 0; hops <= maxRedirects; hops++) {
      const response = await this.fetch(url)
      for (const name of ['x-linked-etag', 'x-linked-size']) {
        const value = url.host === this.host && response.headers.get(name)
        if (value && !linked.has(name)) linked.set(name, value)
      }
      const location = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null
      if (location === null) return withHeaders(response, linked)
      await response.body?.cancel()
      url = this.redirected(location, url)
    }
    throw new EnvironmentError(`${this.host} redirects in a loop`)
  }

  private redirected(location: string, from: URL): URL {
    if (URL.canParse(location, from.href)) return new URL(location, from)
    throw new EnvironmentError(`${this.host} redirects to ${JSON.stringify(location)}, which is not a URL`)
  }

  /** The text of a short response. A longer one contains nothing useful. */
  private async text(response: Response): Promise<string> {
    const parts: Uint8Array[] = []
    let bytes = 0
    try {
      for await (const part of response.body ?? []) {
        bytes += part.length
        if (bytes > maxAnswerBytes) return ''
        parts.push(part)
      }
    } catch (cause) {
      this.signal?.throwIfAborted()
      throw unreachable(this.host, cause)
    }
    return Buffer.concat(parts).toString()
  }

  private async fetch(url: URL): Promise<Response> {
    const token = url.host === this.host ? process.env.HF_TOKEN : undefined
    const headers = {
      'user-agent': 'dfpir',
      'accept-encoding': 'identity',
      ...(token && { authorization: `Bearer ${token}` }),
    }
    if (url.protocol !== 'https:' && url.protocol !== this.endpoint.protocol) {
      throw new EnvironmentError(`${this.host} redirects to ${url.protocol}//${url.host}, which is not encrypted`)
    }
    try {
      return await fetch(url, { redirect: 'manual', headers, signal: this.signal })
    } catch (cause) {
      this.signal?.throwIfAborted()
      throw unreachable(url.host, cause)
    }
  }
}

function withHeaders(response: Response, more: Headers): Response {
  const headers = new Headers(response.headers)
  for (const [name, value] of more) headers.set(name, value)
  return new Response(response.body, { status: response.status, headers })
}

function refusal(status: number, what: string, host: string): Error {
  if (status === 404) {
    return new UsageError(`found no file ${what.replace(/@main$/, '')}, and no model ${what} on ${host}`, {
      hint: 'Check the spelling. For a private model, set HF_TOKEN.',
    })
  }
  const locked = status === 401 || status === 403
  return new EnvironmentError(`${host} responded with ${status} for ${what}`, {
    hint: locked ? 'The model does not exist, or is private or gated. For those, set HF_TOKEN.' : 'Try again later.',
  })
}

function unreachable(host: string, cause: unknown): EnvironmentError {
  const hint = 'Check the network and any proxy, or pass the path of a copy.'
  return new EnvironmentError(`cannot reach ${host}: ${reason(cause)}`, { cause, hint })
}

function parseEndpoint(text: string): URL {
  try {
    return new URL(`${text.replace(/\/+$/, '')}/`)
  } catch (cause) {
    throw new UsageError(`HF_ENDPOINT is ${JSON.stringify(text)}: expected a URL such as https://huggingface.co`, {
      cause,
    })
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function reason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message : String(cause)
}
