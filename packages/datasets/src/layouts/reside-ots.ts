import type { PairLayout } from './layout.js'

/** The outdoor training set of RESIDE (Li et al., TIP 2019): about 35 hazy pictures for each clean one, in parts. */
export const resideOts: PairLayout = {
  name: 'reside-ots',
  kind: 'pairs',
  title: 'RESIDE OTS: outdoor haze, for training',
  tree: [
    'ROOT/synthetic/PART/ID_AIRLIGHT_BETA.jpg → ROOT/original/ID.jpg',
    'ROOT/synthetic/ID_AIRLIGHT_BETA.jpg → ROOT/original/ID.jpg',
  ].join('\n'),
  task: 'dehaze',
  sides: [
    {
      input: 'synthetic',
      target: 'original',
      partnerNames: name => [name.replace(/^.*\//, '').replace(/_.*$/, '')],
    },
  ],
  spareTargets: true, // the parts are downloaded separately, the clean pictures together
}
