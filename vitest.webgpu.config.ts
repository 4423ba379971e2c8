// The tests on WebGPU, apart from the others because they need a GPU or SwiftShader, a software one: see test/webgpu/README.md.
import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { SkippedTests } from './test/support/skipped-tests.ts';

// Debian's chromium package has SwiftShader and a Vulkan loader. The forks inherit this: both are read as a process starts.
const chromium = '/usr/lib/chromium';
const driver = `${chromium}/vk_swiftshader_icd.json`;
if (process.env.VK_ICD_FILENAMES === undefined && existsSync(driver)) {
  process.env.VK_ICD_FILENAMES = driver;
  process.env.LD_LIBRARY_PATH = [chromium, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
}

export default defineConfig({
  test: {
    reporters: ['default', new SkippedTests()],
    pool: 'forks',
    maxWorkers: 1, // SwiftShader takes all cores
    include: ['test/webgpu/**/*.webgpu.ts'],
    testTimeout: 600_000, // a software GPU on busy cores
    hookTimeout: 60_000,
  },
});
