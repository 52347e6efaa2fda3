import type { TypeTables } from './table.ts';

const range = `
  uint8 ULTRASOUND=0; uint8 INFRARED=1; Header header; uint8 radiation_type; float32 field_of_view; float32 min_range
  float32 max_range; float32 range`;

/** sensor_msgs and visualization_msgs: what is equal in both dialects. */
export const sensorTypes: TypeTables = {
  messages: {
    'sensor_msgs/BatteryState': `
      uint8 POWER_SUPPLY_STATUS_UNKNOWN=0; uint8 POWER_SUPPLY_STATUS_CHARGING=1; uint8 POWER_SUPPLY_STATUS_DISCHARGING=2
      uint8 POWER_SUPPLY_STATUS_NOT_CHARGING=3; uint8 POWER_SUPPLY_STATUS_FULL=4
      uint8 POWER_SUPPLY_HEALTH_UNKNOWN=0; uint8 POWER_SUPPLY_HEALTH_GOOD=1; uint8 POWER_SUPPLY_HEALTH_OVERHEAT=2
      uint8 POWER_SUPPLY_HEALTH_DEAD=3; uint8 POWER_SUPPLY_TECHNOLOGY_UNKNOWN=0; uint8 POWER_SUPPLY_TECHNOLOGY_LION=2
      Header header; float32 voltage; float32 temperature; float32 current; float32 charge; float32 capacity
      float32 design_capacity; float32 percentage; uint8 power_supply_status; uint8 power_supply_health
      uint8 power_supply_technology; bool present; float32[] cell_voltage; float32[] cell_temperature
      string location; string serial_number`,
    'sensor_msgs/CompressedImage': 'Header header; string format; uint8[] data',
    'sensor_msgs/FluidPressure': 'Header header; float64 fluid_pressure; float64 variance',
    'sensor_msgs/Image':
      'Header header; uint32 height; uint32 width; string encoding; uint8 is_bigendian; uint32 step; uint8[] data',
    'sensor_msgs/Imu': `
      Header header; geometry_msgs/Quaternion orientation; float64[9] orientation_covariance
      geometry_msgs/Vector3 angular_velocity; float64[9] angular_velocity_covariance
      geometry_msgs/Vector3 linear_acceleration; float64[9] linear_acceleration_covariance`,
    'sensor_msgs/JointState': 'Header header; string[] name; float64[] position; float64[] velocity; float64[] effort',
    'sensor_msgs/Joy': 'Header header; float32[] axes; int32[] buttons',
    'sensor_msgs/LaserScan': `
      Header header; float32 angle_min; float32 angle_max; float32 angle_increment; float32 time_increment
      float32 scan_time; float32 range_min; float32 range_max; float32[] ranges; float32[] intensities`,
    'sensor_msgs/MagneticField':
      'Header header; geometry_msgs/Vector3 magnetic_field; float64[9] magnetic_field_covariance',
    'sensor_msgs/MultiDOFJointState': `
      Header header; string[] joint_names; geometry_msgs/Transform[] transforms; geometry_msgs/Twist[] twist
      geometry_msgs/Wrench[] wrench`,
    'sensor_msgs/NavSatFix': `
      uint8 COVARIANCE_TYPE_UNKNOWN=0; uint8 COVARIANCE_TYPE_APPROXIMATED=1; uint8 COVARIANCE_TYPE_DIAGONAL_KNOWN=2
      uint8 COVARIANCE_TYPE_KNOWN=3; Header header; NavSatStatus status; float64 latitude; float64 longitude
      float64 altitude; float64[9] position_covariance; uint8 position_covariance_type`,
    'sensor_msgs/NavSatStatus': 'int8 status; uint16 service',
    'sensor_msgs/PointField': `
      uint8 INT8=1; uint8 UINT8=2; uint8 INT16=3; uint8 UINT16=4; uint8 INT32=5; uint8 UINT32=6; uint8 FLOAT32=7
      uint8 FLOAT64=8; string name; uint32 offset; uint8 datatype; uint32 count`,
    'sensor_msgs/PointCloud2': `
      Header header; uint32 height; uint32 width; PointField[] fields; bool is_bigendian; uint32 point_step
      uint32 row_step; uint8[] data; bool is_dense`,
    'sensor_msgs/Range': range,
    'sensor_msgs/RegionOfInterest': 'uint32 x_offset; uint32 y_offset; uint32 height; uint32 width; bool do_rectify',
    'sensor_msgs/Temperature': 'Header header; float64 temperature; float64 variance',
  },
};

const markerConstants = `
  int32 ARROW=0; int32 CUBE=1; int32 SPHERE=2; int32 CYLINDER=3; int32 LINE_STRIP=4; int32 LINE_LIST=5
  int32 CUBE_LIST=6; int32 SPHERE_LIST=7; int32 POINTS=8; int32 TEXT_VIEW_FACING=9; int32 MESH_RESOURCE=10
  int32 TRIANGLE_LIST=11; int32 ADD=0; int32 MODIFY=0; int32 DELETE=2; int32 DELETEALL=3`;
const markerBody = `
  Header header; string ns; int32 id; int32 type; int32 action; geometry_msgs/Pose pose; geometry_msgs/Vector3 scale
  std_msgs/ColorRGBA color; duration lifetime; bool frame_locked; geometry_msgs/Point[] points
  std_msgs/ColorRGBA[] colors`;

const cameraInfo = (d: string, k: string, r: string, p: string): string => `
  Header header; uint32 height; uint32 width; string distortion_model; float64[] ${d}; float64[9] ${k}
  float64[9] ${r}; float64[12] ${p}; uint32 binning_x; uint32 binning_y; RegionOfInterest roi`;

/** From iron on a range reading states its variance. */
export const sensorTypesSinceIron: TypeTables = {
  messages: { 'sensor_msgs/Range': `${range}; float32 variance` },
};

export const sensorTypesRos1: TypeTables = {
  messages: {
    'sensor_msgs/CameraInfo': cameraInfo('D', 'K', 'R', 'P'),
    'visualization_msgs/Marker': `${markerConstants}${markerBody}
      string text; string mesh_resource; bool mesh_use_embedded_materials`,
    'visualization_msgs/MarkerArray': 'Marker[] markers',
  },
};

export const sensorTypesRos2: TypeTables = {
  messages: {
    'sensor_msgs/CameraInfo': cameraInfo('d', 'k', 'r', 'p'),
    'visualization_msgs/UVCoordinate': 'float32 u; float32 v',
    'visualization_msgs/MeshFile': 'string filename; uint8[] data',
    'visualization_msgs/Marker': `${markerConstants}${markerBody}
      string texture_resource; sensor_msgs/CompressedImage texture; UVCoordinate[] uv_coordinates; string text
      string mesh_resource; MeshFile mesh_file; bool mesh_use_embedded_materials`,
    'visualization_msgs/MarkerArray': 'Marker[] markers',
    'vision_msgs/ObjectHypothesis': 'string class_id; float64 score',
    'vision_msgs/ObjectHypothesisWithPose': 'ObjectHypothesis hypothesis; geometry_msgs/PoseWithCovariance pose',
    'vision_msgs/BoundingBox3D': 'geometry_msgs/Pose center; geometry_msgs/Vector3 size',
    'vision_msgs/Detection3D': 'Header header; ObjectHypothesisWithPose[] results; BoundingBox3D bbox; string id',
    'vision_msgs/Detection3DArray': 'Header header; Detection3D[] detections',
  },
};
