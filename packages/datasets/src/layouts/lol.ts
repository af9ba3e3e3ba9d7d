import type { PairLayout } from './layout.js'

/** LOL, version 1 (Wei et al., BMVC 2018). */
export const lol: PairLayout = {
  name: 'lol',
  kind: 'pairs',
  title: 'LOL-v1: low light',
  tree: [
    'ROOT/low/N.png → ROOT/high/N.png',
    'ROOT/{our485,eval15}/low/N.png → ROOT/{our485,eval15}/high/N.png',
    'ROOT/low/N.png → ROOT/gt/N.png',
  ].join('\n'),
  task: 'lowlight',
  sides: [
    { input: 'low', target: 'high' },
    { input: 'low', target: 'gt' },
  ],
  splits: { train: 'our485', test: 'eval15' },
}
