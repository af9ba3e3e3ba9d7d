// node encode-texts.test.helper.mjs FOLDER CACHE TEXT…: encodes texts with the built package and prints the embeddings as
// JSON. With NO_NETWORK, whatever would reach the network ends it.
import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'

const [folder, cache, ...texts] = process.argv.slice(2)

if (process.env.NO_NETWORK) {
  const refuse = () => {
    process.stderr.write('the network was reached for\n')
    process.exit(9)
  }
  globalThis.fetch = refuse
  net.Socket.prototype.connect = refuse
  dns.lookup = refuse
  dns.promises.lookup = refuse
  syncBuiltinESMExports()
}

const { CachedPromptEncoder, ClipPromptEncoder } = await import('../dist/clip.js')
const encoder = new CachedPromptEncoder(await ClipPromptEncoder.open(folder), { folder: cache })
const embeddings = await encoder.encode(texts)
await encoder.dispose()
process.stdout.write(JSON.stringify(embeddings.map(embedding => Array.from(embedding))))
