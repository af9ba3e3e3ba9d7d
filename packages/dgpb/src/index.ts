export {
  type AttentionPerturbationOptions,
  attentionPerturbation,
  attentionPerturbationSpecs,
} from './attention-perturbation.js'
export { channelOrder, guidanceSpecs, orderedColumns } from './channel-order.js'
export { channelPerturbation, channelPerturbationSpecs, perturbationMap } from './channel-perturbation.js'
export { type ChannelPerturbation, Dgpb, type DgpbArgs, type DgpbStages, dgpb } from './dgpb.js'
