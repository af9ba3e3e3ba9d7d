import { EnvironmentError, UsageError } from '@dfpir/core'
import { cardOf, type DeviceChoice } from './device.js'
import { findGpus } from './find-gpus.js'
import type { Tensorflow } from './tensorflow.js'

/**
 * Checks that TensorFlow can use a device, and describes it for the user: `CPU, 2 threads` or `cuda:0, 79.1 GB`.
 *
 * @param threads threads per operation on the processor
 * @throws UsageError if fewer cards are there; EnvironmentError if TensorFlow sees none. The message says what was found,
 * the hint what to do.
 */
export async function requireDevice(
  tensorflow: Pick<Tensorflow, 'devices' | 'installation'>,
  device: DeviceChoice,
  threads: number,
): Promise<string> {
  const cards = device === 'cpu' ? [] : tensorflow.devices().filter(({ type }) => type === 'GPU')
  const processor = `CPU, ${threads} ${threads === 1 ? 'thread' : 'threads'}`
  if (cards.length === 0) {
    if (cardOf(device) !== undefined) throw await noCard(tensorflow, device)
    return processor
  }
  const index = cardOf(device) ?? 0
  if (cards[index]) return `cuda:${index}, ${(cards[index].memoryBytes / 1e9).toFixed(1)} GB`
  const seen = cards.map((_, number) => `cuda:${number}`).join(', ')
  throw new UsageError(`there is no ${device}: TensorFlow sees ${seen}`, {
    hint: 'CUDA_VISIBLE_DEVICES hides cards and changes their numbers.',
  })
}

async function noCard({ installation }: Pick<Tensorflow, 'installation'>, device: DeviceChoice) {
  const found = await findGpus()
  if (found.length === 0) {
    return new EnvironmentError(`${device} needs an NVIDIA card, and nvidia-smi lists none`, {
      hint: "Use the device cpu. If there is a card, install NVIDIA's driver, and check with: nvidia-smi",
    })
  }
  const { path, variant } = installation
  const build = variant === 'cuda' ? 'libtensorflow for CUDA' : 'libtensorflow'
  const driver = "Update NVIDIA's driver (525.60 or newer), and check CUDA_VISIBLE_DEVICES."
  return new EnvironmentError(`${build} in ${path} does not see the card that nvidia-smi lists: ${found.join('; ')}`, {
    hint:
      variant === 'cuda'
        ? `${driver} TF_CPP_MIN_LOG_LEVEL=0 shows TensorFlow's reason.`
        : 'Install the build for CUDA: dfpir setup tensorflow --cuda',
  })
}
