import { EnvironmentError } from '@dfpir/core'

/** A page that is as large as its only content, an SVG document whose user unit is the point. */
const page = `
#set page(width: auto, height: auto, margin: 0pt)
#set document(date: none)
#image(bytes(sys.inputs.svg), width: float(sys.inputs.width) * 1pt)
`

/**
 * Converts an SVG document of a figure to a PDF of the same size. Lines and texts stay vectors; fonts are embedded.
 *
 * @throws EnvironmentError if the converter has no build for this machine
 */
export async function toPdf(svg: string): Promise<Uint8Array> {
  const { NodeCompiler } = await loadTypst()
  const [, width] = /^<svg [^>]*\bwidth="([\d.]+)"/.exec(svg)!
  return NodeCompiler.create().pdf({ mainFileContent: page, inputs: { svg, width } })
}

async function loadTypst() {
  return import('@myriaddreamin/typst-ts-node-compiler').catch((cause: unknown) => {
    throw new EnvironmentError('Typst, which writes PDF files, cannot be loaded', {
      cause,
      hint: 'Reinstall with optional dependencies, which contain its binaries, or write an SVG file.',
    })
  })
}
