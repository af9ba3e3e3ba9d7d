/**
 * Where features are looked at on their way through a DGPB (Tian et al., CVPR 2025, equation 1): F as it comes, DGCPM(F),
 * F_a after the CAAPM, and F_b as it leaves.
 */
export const featureStages = ['before', 'dgcpm', 'caapm', 'after'] as const
export type FeatureStage = (typeof featureStages)[number]
