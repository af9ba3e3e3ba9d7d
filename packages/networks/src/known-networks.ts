import { airNetNetwork } from './airnet/kind.js'
import { dfpirNetwork, restormerNetwork } from './dfpir/kind.js'
import { dgunetNetwork } from './dgunet/kind.js'
import { dlNetwork } from './dl/kind.js'
import { dlRealtimeNetwork } from './dl-realtime/kind.js'
import { instructIrNetwork } from './instructir/kind.js'
import { mprnetNetwork } from './mprnet/kind.js'
import { nafnetNetwork } from './nafnet/kind.js'
import { promptIrNetwork } from './promptir/kind.js'
import type { NetworkKind } from './shared/network-kind.js'
import { swinIrNetwork } from './swinir/kind.js'
import { transWeatherNetwork } from './transweather/kind.js'

/** The kinds of networks in this package. If two recognise the same weights, the later one is more specific. */
export const knownNetworks: readonly NetworkKind[] = [
  dfpirNetwork,
  restormerNetwork,
  nafnetNetwork,
  promptIrNetwork,
  mprnetNetwork,
  dgunetNetwork,
  airNetNetwork,
  instructIrNetwork,
  swinIrNetwork,
  transWeatherNetwork,
  dlNetwork,
  dlRealtimeNetwork,
]
