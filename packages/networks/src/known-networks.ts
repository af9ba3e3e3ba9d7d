import { dfpirNetwork, restormerNetwork } from './dfpir/kind.js'
import { dlNetwork } from './dl/kind.js'
import { dlRealtimeNetwork } from './dl-realtime/kind.js'
import { nafnetNetwork } from './nafnet/kind.js'
import { promptIrNetwork } from './promptir/kind.js'
import type { NetworkKind } from './shared/network-kind.js'
import { transWeatherNetwork } from './transweather/kind.js'

/** The kinds of networks in this package. If two recognise the same weights, the later one is more specific. */
export const knownNetworks: readonly NetworkKind[] = [
  dfpirNetwork,
  restormerNetwork,
  nafnetNetwork,
  promptIrNetwork,
  transWeatherNetwork,
  dlNetwork,
  dlRealtimeNetwork,
]
