import { type Float32Tensor, resource } from '@dfpir/core'
import type { CompiledGraph, Precision } from '@dfpir/engines'

/** Returns the precisions of `networkParts`, in the order of execution. */
export function partPrecisions(precision: Precision = 'f32'): readonly Precision[] {
  return precision === 'bf16' ? ['f32', 'bf16'] : [precision]
}

/** A part that is ready to run, and the names of its inputs. */
export interface CompiledPart {
  readonly inputs: readonly string[]
  readonly graph: CompiledGraph
}

/**
 * Compiles one part per precision, in turn, and combines them to one graph. Each part reads from the inputs and from the
 * outputs of the part before it.
 */
export async function compileParts(
  precisions: readonly Precision[],
  compilePart: (precision: Precision, index: number) => Promise<CompiledPart>,
): Promise<CompiledGraph> {
  const parts: CompiledPart[] = []
  try {
    for (const [index, precision] of precisions.entries()) parts.push(await compilePart(precision, index))
  } catch (error) {
    await disposeAll(parts)
    throw error
  }
  if (parts.length === 1) return parts[0].graph
  return { run: inputs => runInTurn(parts, inputs), ...resource(() => disposeAll(parts)) }
}

type Tensors = Readonly<Record<string, Float32Tensor>>

async function runInTurn(parts: readonly CompiledPart[], inputs: Tensors): Promise<Tensors> {
  let values: Tensors = {}
  for (const { inputs: names, graph } of parts) {
    const known = { ...inputs, ...values }
    values = await graph.run(Object.fromEntries(names.map(name => [name, known[name]])))
  }
  return values
}

async function disposeAll(parts: readonly CompiledPart[]): Promise<void> {
  await Promise.all(parts.map(({ graph }) => graph.dispose()))
}
