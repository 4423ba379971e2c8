// Which kind of model is trained on which device.
import { DeviceModel } from './device-model.ts';
import type { Trainer } from './trainer.ts';
import { TrainableModel, type TrainableOptions } from './training-step.ts';

/**
 * A model on `options.device`. On webgpu everything stays there; with cuda only the graph is computed there, since
 * onnxruntime-node cannot keep CUDA's tensors between runs (docs/decisions/0007-devices.md).
 */
export function createTrainer(options: TrainableOptions): Promise<Trainer> {
  return options.device === 'webgpu' ? DeviceModel.create(options) : TrainableModel.create(options);
}
