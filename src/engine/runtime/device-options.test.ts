import { expect, test } from 'vitest';
import { deviceError } from './device-options.ts';
import { checkDevice, DeviceTransfer } from './index.ts';

test('no adapter for WebGPU: what was said, what is needed, what to do instead', () => {
  const said = new Error(
    '/onnxruntime_src/onnxruntime/core/providers/webgpu/webgpu_context.cc:136 onnxruntime::webgpu::WebGpuContext::Initialize' +
      '(const onnxruntime::webgpu::WebGpuContextConfig&)::<lambda()> adapter_result.status == wgpu::RequestAdapterStatus::Success ' +
      'was false. Failed to get a WebGPU adapter: No supported adapters\n',
  );
  const error = deviceError('webgpu', said);
  expect(error).toMatchObject({ code: 'device-unavailable', cause: said });
  expect(error?.message).toMatch(
    /^`device: "webgpu"`: ONNX Runtime cannot use it here: Failed to get a WebGPU adapter: No supported adapters\. /,
  );
  expect(error?.message).toContain('libvulkan1');
  expect(error?.message).toContain('`device: "cpu"`');
});

test('missing CUDA files: how to install them', () => {
  const said = new Error('OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library');
  expect(deviceError('cuda', said)?.message).toContain('ONNXRUNTIME_NODE_INSTALL=cuda12');
});

test('a provider that this build has not is no device; a graph that is refused is the graph’s fault', () => {
  const unsupported = "Invalid argument: sessionOptions.executionProviders[0] is unsupported: 'webgpu'.";
  expect(deviceError('webgpu', new Error(unsupported))?.code).toBe('device-unavailable');
  expect(deviceError('webgpu', new Error('Node (Gemm_3) has input size 1 not in range'))).toBeNull();
  expect(deviceError('cpu', new Error(unsupported))).toBeNull();
});

test('the CPU is always there, and numbers go there and back unchanged', async () => {
  await checkDevice('cpu');
  const transfer = new DeviceTransfer({ device: 'cpu', threads: 1 });
  const data = Float32Array.of(1, -2, 3, 4, 5, 6.5);
  for (const shape of [[6], [2, 3], [1, 2, 3]]) {
    const there = await transfer.upload({ data, shape });
    expect(there.shape).toEqual(shape);
    expect(there.resident).toBe(false);
    expect(await transfer.download(there)).toEqual(data);
  }
  await transfer.release();
});
