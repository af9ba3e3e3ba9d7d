import type { PairLayout } from './layout.js'

/** GoPro (Nah et al., CVPR 2017). `blur_gamma/`, the same with a camera curve, is ignored. */
export const gopro: PairLayout = {
  name: 'gopro',
  kind: 'pairs',
  title: 'GoPro: motion blur',
  tree: [
    'ROOT/blur/NAME.png → ROOT/sharp/NAME.png',
    'ROOT/SCENE/blur/NAME.png → ROOT/SCENE/sharp/NAME.png',
    'ROOT/{train,test}/SCENE/blur/NAME.png → ROOT/{train,test}/SCENE/sharp/NAME.png',
  ].join('\n'),
  task: 'deblur',
  sides: [{ input: 'blur', target: 'sharp' }],
  splits: { train: 'train', test: 'test' },
  scenes: true,
}
