/**
 * Stages of the features in a DGPB (Tian et al., CVPR 2025, equation 1): the input F, DGCPM(F), F_a after the CAAPM, and
 * the output F_b.
 */
export const featureStages = ['before', 'dgcpm', 'caapm', 'after'] as const
export type FeatureStage = (typeof featureStages)[number]
