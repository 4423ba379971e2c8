// How a session is asked for a device, and what it means when the device cannot be had.
import type * as ort from 'onnxruntime-node';
import { type Message, messageOf, option, SocraticError, say } from '../../common/index.ts';
import type { Device } from './device.ts';
import { onnxRuntime } from './onnx-runtime.ts';

/** The session options of a device; `onDevice` names the outputs that stay in its memory. */
export function deviceOptions(
  device: Device,
  onDevice: readonly string[],
): ort.InferenceSession.SessionOptions {
  if (device === 'cpu') return {};
  if (device === 'cuda') return { executionProviders: ['cuda'] };
  return {
    executionProviders: ['webgpu'],
    ...(onDevice.length === 0
      ? {}
      : { preferredOutputLocation: Object.fromEntries(onDevice.map((name) => [name, 'gpu-buffer'])) }),
  };
}

/** What to do when the provider of a device cannot be loaded. */
const remedies: Readonly<Record<Exclude<Device, 'cpu'>, Message>> = {
  webgpu: say`It needs a GPU that Vulkan, Metal or Direct3D 12 finds. On Linux it needs the driver and the Vulkan loader (Debian, Ubuntu: apt install libvulkan1), and \`vulkaninfo --summary\` must list the GPU. Without a GPU, use ${option('device', 'cpu')}.`,
  cuda: say`It needs Linux on x64, an NVIDIA driver, CUDA 12 with cuDNN 9, and the CUDA files of onnxruntime-node. These are not installed by default; this command installs them: ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node --ignore-scripts=false. Without CUDA, use ${option('device', 'cpu')} or ${option('device', 'webgpu')}.`,
};

/** Whether an error of creating a session says that the device, and not the graph, is the reason. */
export function deviceError(device: Device, error: unknown): SocraticError | null {
  if (device === 'cpu') return null;
  const message = messageOf(error);
  const missing =
    /WebGPU adapter|WebGPU device|load shared library|providers_cuda|CUDA driver|CUDA failure|is unsupported|no available backend|backend not found/i;
  if (!missing.test(message)) return null;
  return new SocraticError(
    'device-unavailable',
    say`${option('device', device)}: ONNX Runtime cannot use it here: ${lastLine(message)} ${remedies[device]}`,
    {
      subject: { option: 'device' },
      details: { device, supported: onnxRuntime().listSupportedBackends() },
      cause: error,
    },
  );
}

/** The runtime's messages begin with the place in its source and its assertion; a person needs what follows. */
function lastLine(message: string): string {
  const text = message.trim().split('\n').at(-1) ?? '';
  const said = /was false\. (.*)$/.exec(text)?.[1] ?? text;
  return /[.!]$/.test(said) ? said : `${said}.`;
}
