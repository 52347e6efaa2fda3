"""A mobile base as ROS 1 has them: a move_base action server, odometry in the map frame, Trigger services. It drives straight lines."""
import math
import sys

import actionlib
import rospy
from geometry_msgs.msg import Quaternion
from move_base_msgs.msg import MoveBaseAction, MoveBaseFeedback, MoveBaseResult
from nav_msgs.msg import Odometry
from sensor_msgs.msg import BatteryState
from std_srvs.srv import Trigger, TriggerResponse

RATE = 20.0
SPEED = 1.0


class SmallRobot:
    def __init__(self, name, x, y):
        self.x, self.y, self.yaw, self.speed = x, y, 0.0, 0.0
        self.held = False
        self.odometry = rospy.Publisher("/%s/odom" % name, Odometry, queue_size=5)
        self.battery = rospy.Publisher("/%s/battery_state" % name, BatteryState, queue_size=1)
        rospy.Service("/%s/hold" % name, Trigger, self.hold)
        rospy.Service("/%s/release_hold" % name, Trigger, self.release)
        rospy.Service("/%s/arrived" % name, Trigger, lambda _: TriggerResponse(True, "here"))
        self.server = actionlib.SimpleActionServer("/%s/move_base" % name, MoveBaseAction, self.drive, False)
        self.server.start()
        rospy.Timer(rospy.Duration(1.0 / RATE), self.tell)

    def hold(self, _):
        self.held = True
        return TriggerResponse(True, "held")

    def release(self, _):
        self.held = False
        return TriggerResponse(True, "released")

    def tell(self, _):
        message = Odometry()
        message.header.stamp = rospy.Time.now()
        message.header.frame_id = "map"
        message.child_frame_id = "base_link"
        message.pose.pose.position.x = self.x
        message.pose.pose.position.y = self.y
        message.pose.pose.orientation = Quaternion(0, 0, math.sin(self.yaw / 2), math.cos(self.yaw / 2))
        message.twist.twist.linear.x = self.speed
        self.odometry.publish(message)
        charge = BatteryState()
        charge.percentage = 0.9
        charge.present = True
        self.battery.publish(charge)

    def drive(self, goal):
        rospy.loginfo("goal %s", self.server.current_goal.get_goal_id().id)
        target = goal.target_pose.pose.position
        rate = rospy.Rate(RATE)
        while not rospy.is_shutdown():
            if self.held or self.server.is_preempt_requested():
                self.speed = 0.0
                self.server.set_preempted(MoveBaseResult(), "told to stop")
                return
            dx, dy = target.x - self.x, target.y - self.y
            distance = math.hypot(dx, dy)
            if distance < SPEED / RATE:
                break
            self.yaw, self.speed = math.atan2(dy, dx), SPEED
            self.x += dx / distance * SPEED / RATE
            self.y += dy / distance * SPEED / RATE
            feedback = MoveBaseFeedback()
            feedback.base_position.header.frame_id = "map"
            feedback.base_position.pose.position.x = self.x
            feedback.base_position.pose.position.y = self.y
            feedback.base_position.pose.orientation.w = 1.0
            self.server.publish_feedback(feedback)
            rate.sleep()
        self.x, self.y, self.speed = target.x, target.y, 0.0
        self.server.set_succeeded(MoveBaseResult(), "arrived")
        rospy.loginfo("arrived at %.2f %.2f", self.x, self.y)


if __name__ == "__main__":
    rospy.init_node("small_robot")
    SmallRobot(sys.argv[1], float(sys.argv[2]), float(sys.argv[3]))
    rospy.spin()
