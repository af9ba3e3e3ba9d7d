import type { OptimizerOptions } from '@dfpir/graph'
import type { DeviceChoice, SessionOptions } from '@dfpir/tensorflow'
import type { TrainingConfig } from './config.js'
import { makeLoss } from './losses.js'
import type { TraceStepOptions } from './trace-step.js'

/** Runs of so few steps end before TensorFlow's rewriting of the graph would pay off (decision 044). */
const fewSteps = 50

/**
 * Factor of the loss with f16. The gradient of a mean loss by a pixel is about 1/(B·P²·3), 4e-6 for five patches of 128²,
 * where float16 is accurate only from 6e-5 on; and it ends at 65504.
 */
const f16LossScale = 1024

/** Returns how the steps of a training change the weights. */
export function updateOptions(
  config: TrainingConfig,
): Pick<TraceStepOptions, 'optimizer' | 'clipNorm' | 'ema' | 'loss' | 'lossScale'> {
  const { clipNorm, ema, loss, precision } = config
  const lossScale = precision === 'f16' ? f16LossScale : undefined
  return { optimizer: optimizerOf(config), clipNorm, ema, loss: makeLoss(loss), lossScale }
}

function optimizerOf({ optimizer, betas, epsilon, weightDecay, momentum, nesterov }: TrainingConfig): OptimizerOptions {
  if (optimizer === 'sgd') return { kind: 'sgd', momentum, nesterov, weightDecay }
  const [beta1, beta2] = betas
  return { kind: 'adam', beta1, beta2, epsilon, weightDecay: optimizer === 'adamw' ? (weightDecay ?? 0.01) : 0 }
}

/** Returns where and how `steps` steps of a training run. */
export function stepSession(config: TrainingConfig, steps: number): SessionOptions {
  const { threads, precision } = config
  const rewrite = precision !== 'f32' || steps > fewSteps
  return { threads, device: deviceOf(config), bf16: precision === 'bf16', f16: precision === 'f16', rewrite }
}

/** Returns where and how the validations of a training of `steps` steps run, which are always in f32. */
export function validationSession(config: TrainingConfig, steps: number): SessionOptions {
  return { threads: config.threads, device: deviceOf(config), rewrite: steps > fewSteps }
}

/** Returns the device of a training: bf16 exists only on the processor, f16 only on cards. */
export function deviceOf({ device, precision }: Pick<TrainingConfig, 'device' | 'precision'>): DeviceChoice {
  if (device !== 'auto' || precision === 'f32') return device
  return precision === 'f16' ? 'cuda' : 'cpu'
}
