import type { Float32Tensor } from '@dfpir/core'
import type { CompiledGraph, Precision } from '@dfpir/engines'
import { type Graph, type GraphNode, splitGraph } from '@dfpir/graph'

/** The precisions of {@link networkParts}, in the order in which they run. */
export function partPrecisions(precision: Precision = 'f32'): readonly Precision[] {
  return precision === 'bf16' ? ['f32', 'bf16'] : [precision]
}

/**
 * A network's graph in parts that run one after the other. Under bf16 what leads the picture itself to the first skip,
 * perturbed, stays in f32: the rounding of these layers is most of what bf16 costs, and their share of the time is small
 * (docs/decisions/017-bf16-leaves-the-first-level-alone.md).
 */
export function networkParts(graph: Graph, precision?: Precision): readonly Graph[] {
  if (partPrecisions(precision).length === 1) return [graph]
  const { first, second } = splitGraph(graph, isOnFirstLevel)
  return [first, second]
}

const firstLevel = /^(patch_embed|encoder_level1|encoder_shuffle_channel1)\b/

function isOnFirstLevel({ scope }: GraphNode): boolean {
  return firstLevel.test(scope)
}

/** A part that is ready to run, and the names of what it reads. */
export interface CompiledPart {
  readonly inputs: readonly string[]
  readonly graph: CompiledGraph
}

/**
 * As many parts as there are precisions, compiled in turn, as one graph: each part takes what it reads of the inputs and
 * of what the part before it gave.
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
  return { run: inputs => runInTurn(parts, inputs), dispose: () => disposeAll(parts) }
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
