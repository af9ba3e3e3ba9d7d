// For `node --import startup-marks.mjs?FILE`, by startup.mjs: notes when the process gets here, when onnxruntime's session
// is made, and when it runs, as milliseconds since 1970 in that file.
import { writeFileSync } from 'node:fs'
import Module from 'node:module'

const file = decodeURIComponent(new URL(import.meta.url).search.slice(1))
const marks = {}
const mark = name => {
  marks[name] = performance.timeOrigin + performance.now()
}

/** Calls the function with marks before and after it. */
const timed =
  (before, call, after) =>
  async (...args) => {
    mark(before)
    const result = await call(...args)
    mark(after)
    return result
  }

function watch({ InferenceSession }) {
  const create = InferenceSession.create.bind(InferenceSession)
  InferenceSession.create = timed(
    'create',
    async (...args) => {
      const session = await create(...args)
      session.run = timed('run', session.run.bind(session), 'ran')
      return session
    },
    'created',
  )
}

const load = Module._load
const watched = new Set()
Module._load = function (request, ...rest) {
  const loaded = load.call(this, request, ...rest)
  if (!watched.has(loaded) && loaded?.InferenceSession && /onnxruntime-node/.test(request)) {
    watched.add(loaded)
    watch(loaded)
  }
  return loaded
}

mark('node')
process.on('exit', () => writeFileSync(file, JSON.stringify(marks)))
