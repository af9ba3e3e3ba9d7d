import type { PairLayout } from './layout.js'

const partnerNames = (name: string) => [name.replace(/(^|\/)rain-(?=[^/]*$)/, '$1norain-'), name]

/** Rain100L (Yang et al., CVPR 2017). */
export const rain100l: PairLayout = {
  name: 'rain100l',
  kind: 'pairs',
  title: 'Rain100L: light rain',
  tree: [
    'ROOT/rainy/rain-N.png → ROOT/gt/norain-N.png',
    'ROOT/input/NAME.png → ROOT/target/NAME.png',
    'ROOT/rain/rain-N.png → ROOT/norain/norain-N.png',
    'ROOT/{train,test}/rainy/rain-N.png → ROOT/{train,test}/gt/norain-N.png',
  ].join('\n'),
  task: 'derain',
  sides: [
    { input: 'rainy', target: 'gt', partnerNames },
    { input: 'input', target: 'target', partnerNames },
    { input: 'rain', target: 'norain', partnerNames },
  ],
  splits: { train: 'train', test: 'test' },
}
