export {
  type DoctorOptions,
  type DoctorReport,
  doctor,
  doctorDefaults,
  type StudentReport,
  type Trainability,
} from './doctor.ts';
