import { dfpirNetwork, restormerNetwork } from './dfpir/kind.js'
import { nafnetNetwork } from './nafnet/kind.js'
import { promptIrNetwork } from './promptir/kind.js'
import type { NetworkKind } from './shared/network-kind.js'

/** The kinds of networks of this package; of two that recognise the same weights, the later one is the more particular. */
export const knownNetworks: readonly NetworkKind[] = [dfpirNetwork, restormerNetwork, nafnetNetwork, promptIrNetwork]
