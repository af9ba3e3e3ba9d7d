import type { PairLayout } from './layout.js'

const partnerNames = (name: string) => [name, name.replace(/_[^/]*$/, '')]

/** The test sets of RESIDE (Li et al., TIP 2019), indoor and outdoor. */
export const sots: PairLayout = {
  name: 'sots',
  kind: 'pairs',
  title: 'SOTS: haze, for evaluation',
  tree: [
    'ROOT/input/ID_AIRLIGHT_BETA.jpg or ID.png → ROOT/target/ID.png',
    'ROOT/hazy/ID_AIRLIGHT_BETA.jpg or ID.png → ROOT/gt/ID.png',
  ].join('\n'),
  task: 'dehaze',
  sides: [
    { input: 'input', target: 'target', partnerNames },
    { input: 'hazy', target: 'gt', partnerNames },
  ],
}
