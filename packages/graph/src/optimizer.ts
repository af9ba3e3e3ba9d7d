/** Adam (Kingma and Ba, 2015), or AdamW with a decay of the weights (Loshchilov and Hutter, 2019). */
export interface AdamOptions {
  readonly kind: 'adam'
  /** Decay of the mean of gradients. @default 0.9 */
  readonly beta1?: number
  /** Decay of the mean of squared gradients. @default 0.999 */
  readonly beta2?: number
  /** ε, added to √v̂ after bias correction. @default 1e-8 */
  readonly epsilon?: number
  /** λ of AdamW's θ ← θ − lr·λ·θ before each step; 0 is Adam. @default 0 */
  readonly weightDecay?: number
}

/** Stochastic gradient descent with momentum (Sutskever et al., 2013), with the conventions of PyTorch's `SGD`. */
export interface SgdOptions {
  readonly kind: 'sgd'
  /** μ of b ← μ·b + g; 0 is plain gradient descent. @default 0.9 */
  readonly momentum?: number
  /** Whether a step goes along g + μ·b instead of b (Nesterov's momentum). @default false */
  readonly nesterov?: boolean
  /** λ of g ← g + λ·θ, a penalty on the weights. @default 0 */
  readonly weightDecay?: number
}

/** How gradients change the weights. */
export type OptimizerOptions = AdamOptions | SgdOptions

/** An optimizer with all its constants. */
export type Optimizer = Required<AdamOptions> | Required<SgdOptions>

/** Fills in the defaults, which are those of Adam. */
export function completeOptimizer(options: OptimizerOptions = { kind: 'adam' }): Optimizer {
  if (options.kind === 'sgd') {
    const { kind, momentum = 0.9, nesterov = false, weightDecay = 0 } = options
    return { kind, momentum, nesterov, weightDecay }
  }
  const { kind, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = options
  return { kind, beta1, beta2, epsilon, weightDecay }
}

/** For each optimizer, the variables that it keeps for a weight `<name>`, as `<name>/<slot>`. They start at zero. */
export const optimizerSlots = { adam: ['adam_m', 'adam_v'], sgd: ['momentum'] } as const
