import type { PairLayout } from './layout.js'

/** Degraded and clean photographs with the same names. */
export const pairs: PairLayout = {
  name: 'pairs',
  kind: 'pairs',
  title: 'degraded photographs of any task and clean partners with the same names',
  tree: 'ROOT/input/NAME.png → ROOT/target/NAME.png',
  sides: [{ input: 'input', target: 'target' }],
}
