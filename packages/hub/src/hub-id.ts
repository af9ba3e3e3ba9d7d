/** A model on a hub: `owner/name`, at a branch, tag or commit. */
export interface HubId {
  readonly repository: string
  /** `main` if the id does not name one. */
  readonly revision: string
}

const word = /^(?!.*(?:\.\.|--))[A-Za-z0-9_][\w.-]{0,95}$/
const fileEnding = /\.(safetensors|pth|pt|ckpt|tar|onnx|bin|json)$/i

/** Parses `owner/name[@revision]`; undefined for anything else, including names of weights files. */
export function parseHubId(text: string): HubId | undefined {
  const [id, revision = 'main', ...more] = text.split('@')
  const [owner, name, ...deeper] = id.split('/')
  if (more.length > 0 || deeper.length > 0 || name === undefined || fileEnding.test(name)) return undefined
  if (!word.test(owner) || !word.test(name) || !isRevision(revision)) return undefined
  return { repository: `${owner}/${name}`, revision }
}

function isRevision(text: string): boolean {
  return text.length <= 200 && /^[\w.-]+(\/[\w.-]+)*$/.test(text) && !text.includes('..')
}
