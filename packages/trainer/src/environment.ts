import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os'
import { findGpus, type Tensorflow } from '@dfpir/tensorflow'
import { version_core } from '@tensorflow/tfjs-core'
import { z } from 'zod'

export const environmentSchema = z.object({
  /** Versions of Node, libtensorflow (with its build, such as `2.21.0 cuda`) and TensorFlow.js. */
  node: z.string(),
  libtensorflow: z.string(),
  tfjs: z.string(),
  /** The system and the processor's architecture, such as `linux x64`. */
  platform: z.string(),
  processor: z.string(),
  /** Number of processor threads available to this process. */
  cores: z.int().positive(),
  memoryBytes: z.number(),
  /** NVIDIA cards, if libtensorflow was built for them. */
  gpus: z.array(z.string()).readonly().optional(),
})

/** The machine and libraries of a training. */
export type Environment = z.infer<typeof environmentSchema>

/** Describes this machine and the libraries that train. */
export async function describeEnvironment({
  version,
  installation: { variant },
}: Pick<Tensorflow, 'version' | 'installation'>): Promise<Environment> {
  return {
    node: process.versions.node,
    libtensorflow: variant === undefined ? version : `${version} ${variant}`,
    tfjs: version_core,
    platform: `${platform()} ${arch()}`,
    processor: cpus().at(0)?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    ...(variant === 'cuda' && { gpus: await findGpus() }),
  }
}
