// Makes the network known to a command and to the processes that it starts:
//   NODE_OPTIONS=--import=./examples/nafnet-with-dgpb/register.mjs npx --no-install dfpir ablate --config SWEEP.yaml
import { registerNetwork } from '@dfpir/model'
import { nafnetWithDgpb } from './network.mjs'

registerNetwork(nafnetWithDgpb, import.meta.url)
