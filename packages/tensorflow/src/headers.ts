import type { WheelFile } from '@dfpir/wheels'

/** The eager C API's headers and their includes, identical in the wheels of all platforms. */
const sizes: readonly (readonly [path: string, bytes: number])[] = [
  ['tensorflow/c/c_api.h', 84_261],
  ['tensorflow/c/c_api_macros.h', 1_673],
  ['tensorflow/c/eager/c_api.h', 23_340],
  ['tensorflow/c/tf_attrtype.h', 1_186],
  ['tensorflow/c/tf_buffer.h', 2_043],
  ['tensorflow/c/tf_datatype.h', 2_914],
  ['tensorflow/c/tf_status.h', 3_987],
  ['tensorflow/c/tf_tensor.h', 6_422],
  ['tensorflow/c/tf_tstring.h', 1_703],
  ['tensorflow/core/platform/ctstring.h', 845],
  ['tensorflow/core/platform/ctstring_internal.h', 881],
  ['tsl/platform/ctstring.h', 6_521],
  ['tsl/platform/ctstring_internal.h', 15_499],
  ['xla/tsl/c/tsl_status.h', 3_390],
]

export const headers: readonly WheelFile[] = sizes.map(([path, bytes]) => ({ name: `include/${path}`, bytes }))
