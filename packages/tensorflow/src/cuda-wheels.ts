import type { Wheel } from '@dfpir/wheels'

/** Describes a wheel of NVIDIA by its folder, which is part of the package's name. */
function nvidia(name: string, wheel: Omit<Wheel, 'package' | 'python' | 'folder'>): Wheel {
  const folder = `nvidia/${name}`
  return { package: `nvidia-${name.replace('_', '-')}-cu12`, python: 'py3-none', folder, place: folder, ...wheel }
}

/**
 * CUDA 12.9.1, cuDNN 9.10.2 and NCCL, as in the `and-cuda` extra of TensorFlow 2.21, but without cuRAND, which none of
 * these files needs. Of each wheel, only the libraries that TensorFlow or another listed library loads. Names, sizes and
 * SHA-256 sums are those of PyPI.
 */
export const cudaWheels: readonly Wheel[] = [
  nvidia('cudnn', {
    version: '9.10.2.21',
    tag: 'manylinux_2_27_x86_64',
    bytes: 706_758_467,
    sha256: '949452be657fa16687d0930933f032835951ef0892b37d2d53824d1a84dc97a8',
    files: [
      { name: 'lib/libcudnn.so.9', bytes: 125_136 },
      { name: 'lib/libcudnn_adv.so.9', bytes: 285_226_600 },
      { name: 'lib/libcudnn_cnn.so.9', bytes: 6_301_096 },
      { name: 'lib/libcudnn_engines_precompiled.so.9', bytes: 547_383_096 },
      { name: 'lib/libcudnn_engines_runtime_compiled.so.9', bytes: 23_094_328 },
      { name: 'lib/libcudnn_graph.so.9', bytes: 4_439_912 },
      { name: 'lib/libcudnn_heuristic.so.9', bytes: 58_726_712 },
      { name: 'lib/libcudnn_ops.so.9', bytes: 127_936_080 },
    ],
  }),
  nvidia('cublas', {
    version: '12.9.1.4',
    tag: 'manylinux_2_27_x86_64',
    bytes: 581_242_350,
    sha256: '453611eb21a7c1f2c2156ed9f3a45b691deda0440ec550860290dc901af5b4c2',
    files: [
      { name: 'lib/libcublas.so.12', bytes: 105_140_976 },
      { name: 'lib/libcublasLt.so.12', bytes: 749_205_904 },
    ],
  }),
  nvidia('cusparse', {
    version: '12.5.10.65',
    tag: 'manylinux2014_x86_64.manylinux_2_17_x86_64',
    bytes: 366_465_088,
    sha256: '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78',
    files: [{ name: 'lib/libcusparse.so.12', bytes: 486_556_368 }],
  }),
  nvidia('cusolver', {
    version: '11.7.5.82',
    tag: 'manylinux_2_27_x86_64',
    bytes: 338_117_415,
    sha256: '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88',
    files: [{ name: 'lib/libcusolver.so.11', bytes: 302_024_152 }],
  }),
  nvidia('nccl', {
    version: '2.27.7',
    tag: 'manylinux2014_x86_64.manylinux_2_17_x86_64',
    bytes: 322_546_339,
    sha256: 'de5ba5562f08029a19cb1cd659404b18411ed0d6c90ac5f52f30bf99ad5809aa',
    files: [{ name: 'lib/libnccl.so.2', bytes: 430_126_192 }],
  }),
  nvidia('cufft', {
    version: '11.4.1.4',
    tag: 'manylinux2014_x86_64.manylinux_2_17_x86_64',
    bytes: 200_877_592,
    sha256: 'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28',
    files: [{ name: 'lib/libcufft.so.11', bytes: 291_507_928 }],
  }),
  nvidia('cuda_nvrtc', {
    version: '12.9.86',
    tag: 'manylinux2010_x86_64.manylinux_2_12_x86_64',
    bytes: 89_568_129,
    sha256: '210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4',
    files: [
      { name: 'lib/libnvrtc-builtins.so.12.9', bytes: 7_202_760 },
      { name: 'lib/libnvrtc.so.12', bytes: 106_244_480 },
    ],
  }),
  nvidia('nvjitlink', {
    version: '12.9.86',
    tag: 'manylinux2010_x86_64.manylinux_2_12_x86_64',
    bytes: 39_748_338,
    sha256: 'e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9',
    files: [{ name: 'lib/libnvJitLink.so.12', bytes: 95_935_344 }],
  }),
  nvidia('cuda_nvcc', {
    version: '12.9.86',
    tag: 'manylinux2010_x86_64.manylinux_2_12_x86_64',
    bytes: 40_546_229,
    sha256: '5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0',
    files: [
      { name: 'bin/ptxas', bytes: 34_931_056 },
      { name: 'nvvm/libdevice/libdevice.10.bc', bytes: 486_168 },
    ],
  }),
  nvidia('cuda_cupti', {
    version: '12.9.79',
    tag: 'manylinux_2_25_x86_64',
    bytes: 10_814_997,
    sha256: '096bcf334f13e1984ba36685ad4c1d6347db214de03dbb6eebb237b41d9d934f',
    files: [{ name: 'lib/libcupti.so.12', bytes: 7_604_800 }],
  }),
  nvidia('cuda_runtime', {
    version: '12.9.79',
    tag: 'manylinux2014_x86_64.manylinux_2_17_x86_64',
    bytes: 3_493_179,
    sha256: '25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3',
    files: [{ name: 'lib/libcudart.so.12', bytes: 741_088 }],
  }),
]
