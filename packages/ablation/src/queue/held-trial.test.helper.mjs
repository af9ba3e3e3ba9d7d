// The process of a trial, held after its fifth step until the file `go-on` is in the trial's root.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import '../../dist/trial-process.js'

let root
process.on('message', ({ task }) => {
  root ??= task.root
})
const send = process.send.bind(process)
process.send = reply => {
  send(reply)
  if (reply.kind !== 'step' || reply.step !== 5) return
  const never = new Int32Array(new SharedArrayBuffer(4))
  while (!existsSync(join(root, 'go-on'))) Atomics.wait(never, 0, 0, 20)
}
